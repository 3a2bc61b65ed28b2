package bpmn

import (
	"slices"
	"strings"
)

// names are all elements of BPMN's own namespace that may stand in a file.
//
// Basis: BPMN 2.0.2 (OMG formal/13-12-09), BPMN20.xsd and Semantic.xsd.
var names = strings.Fields(`
	activationCondition adHocSubProcess assignment association auditing boundaryEvent businessRuleTask
	callActivity callChoreography callConversation callableElement cancelEventDefinition category categoryValue
	childLaneSet choreography choreographyRef choreographyTask collaboration compensateEventDefinition
	completionCondition complexBehaviorDefinition complexGateway condition conditionExpression
	conditionalEventDefinition conversation conversationAssociation conversationLink correlationKey
	correlationProperty correlationPropertyBinding correlationPropertyRef
	correlationPropertyRetrievalExpression correlationSubscription dataInput dataInputAssociation dataInputRefs
	dataObject dataObjectReference dataOutput dataOutputAssociation dataOutputRefs dataPath dataState dataStore
	dataStoreReference definitions documentation endEvent endPoint endPointRefs error errorEventDefinition
	errorRef escalation escalationEventDefinition event eventBasedGateway eventDefinitionRef exclusiveGateway
	expression extension extensionAttributeDefinition extensionDefinition extensionElements flowNodeRef
	formalExpression from globalBusinessRuleTask globalChoreographyTask globalConversation globalManualTask
	globalScriptTask globalTask globalUserTask group humanPerformer implicitThrowEvent import inMessageRef
	inclusiveGateway incoming innerParticipantRef inputDataItem inputSet inputSetRefs interface interfaceRef
	intermediateCatchEvent intermediateThrowEvent ioBinding ioSpecification itemDefinition lane laneSet
	linkEventDefinition loopCardinality loopCondition loopDataInputRef loopDataOutputRef manualTask message
	messageEventDefinition messageFlow messageFlowAssociation messageFlowRef messageFlowRefs messagePath
	monitoring multiInstanceLoopCharacteristics operation operationRef optionalInputRefs optionalOutputRefs
	outMessageRef outerParticipantRef outgoing outputDataItem outputSet outputSetRefs parallelGateway
	participant participantAssociation participantMultiplicity participantRef partitionElement partnerEntity
	partnerRole performer potentialOwner process property receiveTask relationship rendering resource
	resourceAssignmentExpression resourceParameter resourceParameterBinding resourceRef resourceRole script
	scriptTask sendTask sequenceFlow serviceTask signal signalEventDefinition source sourceRef
	standardLoopCharacteristics startEvent subChoreography subConversation subProcess supportedInterfaceRef
	supports target targetRef task terminateEventDefinition text textAnnotation timeCycle timeDate timeDuration
	timerEventDefinition to transaction transformation userTask whileExecutingInputRefs
	whileExecutingOutputRefs
`)

// foreign notes that an element is kept and never executed: one that BPMN does not know,
// or one of another namespace where BPMN expects its own. in is where e stands.
func (v *viewer) foreign(e, in *Element) {
	place := in.Name.Local == "definitions" || in.Name.Local == "process" || families[Kind(in.Name.Local)] != 0
	switch _, known := slices.BinarySearch(names, e.Name.Local); {
	case e.Name.Space == Model && !known, e.Name.Space != Model && e.Name.Space != Diagram && in.Name.Space == Model && place:
		v.at(e, Warning, "unknown-element", e.Written())
	}
}
