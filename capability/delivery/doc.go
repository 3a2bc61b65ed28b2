// Package delivery posts what a case has produced to those who asked for it by post, and
// knows what became of it.
//
// # Words
//
// A Parcel (邮件) is a result on its way to one receiver. A Carrier (寄递企业) takes it
// and gives it a tracking number. A parcel also has a number of our own, which exists
// before the carrier is asked and under which asking twice orders one parcel.
//
// # How it works
//
// Send stores the parcel in the unit that delivers the case; a job hands it to the carrier
// afterwards, so that a carrier that is slow or away holds no case up. A job that keeps
// failing waits for a person among the dead jobs. A sweep asks the carrier where parcels
// are; whoever subscribed is told in the unit that stores that one arrived or came back.
//
// Who receives, their mobile and address are sealed; they are opened for the carrier and
// for nobody else. Without a carrier nothing can be sent, and Send says so.
//
// # Tables
//
// delivery_parcel.
//
// Basis: 行政许可法 art. 44 (delivery within ten working days); 民事诉讼法 art. 91 (service by
// post counts from the day on the receipt), by which administrative service is modelled;
// 个人信息保护法 arts 23, 51.
package delivery
